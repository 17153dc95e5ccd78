// SPDX-License-Identifier: Apache-2.0
/**
 * Pages and pictures of what was measured: HTML and SVG that need nothing from elsewhere. The
 * demo's result and the verifier's reports are made of these.
 */
@NullMarked
package io.lethe.evaluation.page;

import org.jspecify.annotations.NullMarked;
