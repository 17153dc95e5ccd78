// SPDX-License-Identifier: Apache-2.0
/** Opens what is measured: models by directory, datasets by digest. */
@NullMarked
package io.lethe.evaluation.model;

import org.jspecify.annotations.NullMarked;
