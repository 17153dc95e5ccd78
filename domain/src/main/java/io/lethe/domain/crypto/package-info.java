/** Digests, Merkle trees, keyed hashes and signatures, all of the JDK. */
package io.lethe.domain.crypto;
