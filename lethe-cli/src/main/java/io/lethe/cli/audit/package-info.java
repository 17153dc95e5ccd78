// SPDX-License-Identifier: Apache-2.0
/**
 * The attacker of an unlearning algorithm: many models of each kind, and who can tell them apart.
 */
@NullMarked
package io.lethe.cli.audit;

import org.jspecify.annotations.NullMarked;
