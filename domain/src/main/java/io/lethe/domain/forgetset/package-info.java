// SPDX-License-Identifier: Apache-2.0
/** A forget set: who is to be forgotten, as subject keys and row ordinals, under one digest. */
@NullMarked
package io.lethe.domain.forgetset;

import org.jspecify.annotations.NullMarked;
