// SPDX-License-Identifier: Apache-2.0
/** Bad teaching: the parent teaches the rows to keep, an incompetent network the rows to forget. */
@NullMarked
package io.lethe.unlearning.badteaching;

import org.jspecify.annotations.NullMarked;
