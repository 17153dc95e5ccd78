/** How a service runs: start, health, stop and exit codes. */
package io.lethe.kit.service;
