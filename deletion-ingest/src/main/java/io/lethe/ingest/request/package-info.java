// SPDX-License-Identifier: Apache-2.0
/** One row per request: deduplication, fan-out to models, and its state summed up over them. */
@NullMarked
package io.lethe.ingest.request;

import org.jspecify.annotations.NullMarked;
