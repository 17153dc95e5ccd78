// SPDX-License-Identifier: Apache-2.0
/** DELETE: the rows to forget are taught the parent's own outputs without their class. */
@NullMarked
package io.lethe.unlearning.delete;

import org.jspecify.annotations.NullMarked;
