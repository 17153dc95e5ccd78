// SPDX-License-Identifier: Apache-2.0
/** JSON with one spelling, so that it can be hashed and signed. */
@NullMarked
package io.lethe.domain.json;

import org.jspecify.annotations.NullMarked;
