// SPDX-License-Identifier: Apache-2.0
/** What every part of the learning module shares: how long work reports its progress. */
@NullMarked
package io.lethe.learning;

import org.jspecify.annotations.NullMarked;
