/**
 * Datasets as users have them (bundles, image folders, Parquet) and as the artifact store holds
 * them.
 */
package io.lethe.learning.source;
