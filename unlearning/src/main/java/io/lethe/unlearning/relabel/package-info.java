// SPDX-License-Identifier: Apache-2.0
/** Random labels: the rows to forget are taught labels that are wrong. */
@NullMarked
package io.lethe.unlearning.relabel;

import org.jspecify.annotations.NullMarked;
