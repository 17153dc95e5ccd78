/** Clients of a schema registry: over HTTP, in a file, or in memory. */
package io.lethe.schemas.registry;
