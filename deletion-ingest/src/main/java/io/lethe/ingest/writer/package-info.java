/** The plain consumer that writes forget sets: the topology itself does no I/O. */
package io.lethe.ingest.writer;
