/** The HTTP door beside the Kafka one, and the view that answers where a request stands. */
package io.lethe.ingest.http;
