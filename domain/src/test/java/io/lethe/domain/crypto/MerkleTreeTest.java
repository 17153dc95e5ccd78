// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MerkleTreeTest {

  /** The leaves of the certificate-transparency project's own tests. */
  private static final List<byte[]> LEAVES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(Digests::unhex)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void shouldComputeTheRootsOfTheReferenceVectors(int size, String root) {
    assertThat(Digests.hex(MerkleTree.root(LEAVES.subList(0, size)))).isEqualTo(root);
  }

  static Stream<Integer> sizes() {
    return IntStream.rangeClosed(1, 33).boxed();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldProveEveryLeafAtItsPlaceAndNowhereElse(int size) {
    List<byte[]> leaves = leaves(size);
    byte[] root = MerkleTree.root(leaves);

    for (int index = 0; index < size; index++) {
      List<byte[]> proof = MerkleTree.proof(leaves, index);
      for (int claimed = -1; claimed <= size; claimed++) {
        assertThat(MerkleTree.verify(leaves.get(index), claimed, size, proof, root))
            .as("leaf %d claimed at %d", index, claimed)
            .isEqualTo(claimed == index);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void shouldRefuseProofsThatWereTamperedWith(int size) {
    List<byte[]> leaves = leaves(size);
    byte[] root = MerkleTree.root(leaves);
    int index = size / 2;
    byte[] leaf = leaves.get(index);
    List<byte[]> proof = MerkleTree.proof(leaves, index);

    List<byte[]> longer = new ArrayList<>(proof);
    longer.add(new byte[Digests.SHA256_BYTES]);
    assertThat(MerkleTree.verify(leaf, index, size, longer, root)).isFalse();
    assertThat(MerkleTree.verify("x".getBytes(StandardCharsets.UTF_8), index, size, proof, root))
        .isFalse();
    for (int i = 0; i < proof.size(); i++) {
      List<byte[]> changed = new ArrayList<>(proof);
      changed.set(i, new byte[Digests.SHA256_BYTES]);
      assertThat(MerkleTree.verify(leaf, index, size, changed, root)).isFalse();
      assertThat(MerkleTree.verify(leaf, index, size, proof.subList(0, i), root)).isFalse();
    }
  }

  @Test
  void shouldNotTakeAnInnerNodeForALeaf() {
    List<byte[]> leaves = leaves(4);
    List<byte[]> nodes =
        List.of(MerkleTree.root(leaves.subList(0, 2)), MerkleTree.root(leaves.subList(2, 4)));

    assertThat(MerkleTree.root(nodes)).isNotEqualTo(MerkleTree.root(leaves));
  }

  @Test
  void shouldHaveNoProofOfALeafThatIsNotThere() {
    assertThatThrownBy(() -> MerkleTree.proof(leaves(3), 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static List<byte[]> leaves(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> ("leaf " + i).getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
