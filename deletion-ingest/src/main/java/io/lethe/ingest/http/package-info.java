/**
 * Deletion requests over HTTP, beside Kafka, and the view of deletion.status that answers for them.
 */
package io.lethe.ingest.http;
