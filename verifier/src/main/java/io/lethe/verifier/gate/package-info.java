// SPDX-License-Identifier: Apache-2.0
/** Holds measurements against a model's policy. */
@NullMarked
package io.lethe.verifier.gate;

import org.jspecify.annotations.NullMarked;
