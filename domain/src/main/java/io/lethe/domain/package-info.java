// SPDX-License-Identifier: Apache-2.0
/** What the packages below share. */
@NullMarked
package io.lethe.domain;

import org.jspecify.annotations.NullMarked;
