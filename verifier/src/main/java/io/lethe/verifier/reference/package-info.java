// SPDX-License-Identifier: Apache-2.0
/**
 * Models of the verifier's own, trained on half of the people who stay, and what they say of
 * everybody else: the yardstick for what nobody may know any more.
 */
@org.jspecify.annotations.NullMarked
package io.lethe.verifier.reference;
