/** All services in one process over one embedded broker, and a view of what passes through. */
package io.lethe.cli.pipeline;
