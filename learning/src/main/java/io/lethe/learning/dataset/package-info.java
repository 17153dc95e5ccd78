/** Dataset bundles as users have them and as the artefact store holds them, decoded to pixels. */
package io.lethe.learning.dataset;
