// SPDX-License-Identifier: Apache-2.0
/** RUM: what is done about a row to forget follows from how well the parent knows it. */
@NullMarked
package io.lethe.unlearning.rum;

import org.jspecify.annotations.NullMarked;
