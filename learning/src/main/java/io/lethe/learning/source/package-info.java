// SPDX-License-Identifier: Apache-2.0
/**
 * Datasets as users have them (bundles, image folders, Parquet) and as the artifact store holds
 * them.
 */
@NullMarked
package io.lethe.learning.source;

import org.jspecify.annotations.NullMarked;
