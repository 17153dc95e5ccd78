// SPDX-License-Identifier: Apache-2.0
/** Digests, Merkle trees, keyed hashes and signatures, all of the JDK. */
@NullMarked
package io.lethe.domain.crypto;

import org.jspecify.annotations.NullMarked;
