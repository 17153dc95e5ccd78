/** One row per request: deduplication, fan-out to models, and its state summed up over them. */
package io.lethe.ingest.request;
