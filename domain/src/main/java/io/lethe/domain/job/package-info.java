// SPDX-License-Identifier: Apache-2.0
/** The identity of an unlearning job. */
@NullMarked
package io.lethe.domain.job;

import org.jspecify.annotations.NullMarked;
