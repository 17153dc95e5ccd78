// SPDX-License-Identifier: Apache-2.0
/** What a model's owner decides: when to seal, which algorithms to try, what the gate demands. */
@NullMarked
package io.lethe.domain.policy;

import org.jspecify.annotations.NullMarked;
