/**
 * Datasets as users have them (bundles, image folders, Parquet) and as the artifact store holds
 * them, decoded to pixels.
 */
package io.lethe.learning.dataset;
