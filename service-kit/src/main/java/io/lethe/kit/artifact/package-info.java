/** Immutable bytes by digest: model versions, datasets and forget sets. */
package io.lethe.kit.artifact;
