// SPDX-License-Identifier: Apache-2.0
/** What deletion-ingest counts, and the Micrometer meters behind it. */
@NullMarked
package io.lethe.ingest.metrics;

import org.jspecify.annotations.NullMarked;
