// SPDX-License-Identifier: Apache-2.0
/** The algorithms by name, and one run of one of them. */
@NullMarked
package io.lethe.unlearning.run;

import org.jspecify.annotations.NullMarked;
