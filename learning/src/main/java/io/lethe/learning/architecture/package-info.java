// SPDX-License-Identifier: Apache-2.0
/** The networks that are built here, and where a training starts from. */
@NullMarked
package io.lethe.learning.architecture;

import org.jspecify.annotations.NullMarked;
