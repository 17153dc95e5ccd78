// SPDX-License-Identifier: Apache-2.0
/**
 * Deletion requests over HTTP, beside Kafka, and the view of deletion.status that answers for them.
 */
@NullMarked
package io.lethe.ingest.http;

import org.jspecify.annotations.NullMarked;
