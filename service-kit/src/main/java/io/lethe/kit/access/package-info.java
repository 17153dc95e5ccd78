// SPDX-License-Identifier: Apache-2.0
/** Who a client is, and what he may do. */
@NullMarked
package io.lethe.kit.access;

import org.jspecify.annotations.NullMarked;
