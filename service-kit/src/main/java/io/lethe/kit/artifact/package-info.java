// SPDX-License-Identifier: Apache-2.0
/** Immutable bytes by digest: model versions, datasets and forget sets. */
@NullMarked
package io.lethe.kit.artifact;

import org.jspecify.annotations.NullMarked;
