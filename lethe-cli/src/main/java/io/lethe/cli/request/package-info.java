/** Commands about deletion requests: erase and status. */
package io.lethe.cli.request;
