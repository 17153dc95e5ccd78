/** What deletion-ingest counts, and the Micrometer meters behind it. */
package io.lethe.ingest.metrics;
