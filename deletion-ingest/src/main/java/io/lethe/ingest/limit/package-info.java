// SPDX-License-Identifier: Apache-2.0
/** How much of a model's data may be asked away, by its policy. */
@NullMarked
package io.lethe.ingest.limit;

import org.jspecify.annotations.NullMarked;
