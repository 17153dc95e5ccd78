// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.forgetset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgetSetTest {

  private static final String ZEROS = "0".repeat(64);
  private static final String ONES = "1".repeat(64);
  private static final String TWOS = "2".repeat(64);
  private static final ForgetSet SET = ForgetSet.of(List.of(ONES, ZEROS), 11, 2, 5, 2);

  @Test
  void shouldHaveOneSpelling() {
    assertThat(new String(SET.toBytes(), StandardCharsets.US_ASCII))
        .isEqualTo(
            "lethe-forget-set 1\nsubjects 2\n" + ZEROS + "\n" + ONES + "\nordinals 3\n2\n5\n11\n");
    assertThat(SET.digest())
        .isEqualTo("ca151aada65277b7768e962b5c2236de6c31422ef38a898e9be1f7622c5f627a");
    assertThat(ForgetSet.empty().digest())
        .isEqualTo("ece509bdd35236a3b48665d84cb304f7273b88f5902d9825040de298654fbad0");
  }

  @Test
  void shouldProveMembershipUnderItsMerkleRoot() {
    assertThat(SET.merkleRoot())
        .isEqualTo("216a52982da39965a19626a44158ff959ad9c4b4b07b9371b12b08b1b173df60");
    assertThat(
            MerkleTree.verify(
                ONES.getBytes(StandardCharsets.US_ASCII),
                1,
                2,
                MerkleTree.proof(SET.merkleLeaves(), 1),
                Digests.unhex(SET.merkleRoot())))
        .isTrue();
  }

  @Test
  void shouldReadWhatItWrote() {
    assertThat(ForgetSet.parse(SET.toBytes())).isEqualTo(SET).hasSameHashCodeAs(SET);
    assertThat(ForgetSet.parse(ForgetSet.empty().toBytes())).isEqualTo(ForgetSet.empty());
  }

  @Test
  void shouldUniteAndCompare() {
    ForgetSet other = ForgetSet.of(List.of(TWOS, ONES), 5, 6);

    ForgetSet union = SET.union(other);

    assertThat(union).isEqualTo(ForgetSet.of(List.of(ZEROS, ONES, TWOS), 2, 5, 6, 11));
    assertThat(union.containsAll(SET)).isTrue();
    assertThat(union.containsAll(other)).isTrue();
    assertThat(SET.containsAll(other)).isFalse();
    assertThat(SET.containsAll(ForgetSet.of(List.of(ONES), 3))).isFalse();
    assertThat(ForgetSet.empty().containsAll(ForgetSet.empty())).isTrue();
  }

  @Test
  void shouldNotChangeThroughItsArrays() {
    int[] given = {1, 2};
    ForgetSet set = new ForgetSet(List.of(ONES), given);

    given[0] = 0;
    set.ordinals()[1] = 0;

    assertThat(set.ordinals()).containsExactly(1, 2);
    ForgetSet withTwin = set.withTwins(3);
    withTwin.twins()[0] = 0;
    assertThat(withTwin.twins()).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lethe-forget-set 2\nsubjects 0\nordinals 0\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\n\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 1\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 2\n2\n1\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 2\n1\n1\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 1\n01\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 1\n-1\n",
        "lethe-forget-set 1\nsubjects 9\nordinals 0\n",
        "lethe-forget-set 1\nsubjects -1\nordinals 0\n",
        "lethe-forget-set 1\nsubjects 1\nalice\nordinals 0\n",
        "lethe-forget-set 1\nsubjects 0\r\nordinals 0\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\ntwins 0\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 1\n2\ntwins 1\n2\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\ntwins 2\n2\n1\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\ntwins 1\n2\n3\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\ntwins 2\n2\n",
        "lethe-forget-set 1\nsubjects 0\nordinals 0\ntwins -1\n"
      })
  void shouldRefuseBytesThatAreNotCanonical(String text) {
    assertThatThrownBy(() -> ForgetSet.parse(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldShowCountsOnlyAsText() {
    assertThat(SET.toString()).isEqualTo("ForgetSet[subjects=2, samples=3]");
    assertThat(SET.withTwins(9).toString()).isEqualTo("ForgetSet[subjects=2, samples=3, twins=1]");
  }

  @Test
  void shouldRememberTwinsBesideItsSamplesAndReadThemBack() {
    ForgetSet set = SET.withTwins(12, 3, 5, 3);

    assertThat(set.twins()).as("5 is a sample of the set").containsExactly(3, 12);
    assertThat(set.ordinals()).containsExactly(2, 5, 11);
    assertThat(new String(set.toBytes(), StandardCharsets.US_ASCII))
        .endsWith("ordinals 3\n2\n5\n11\ntwins 2\n3\n12\n");
    assertThat(ForgetSet.parse(set.toBytes())).isEqualTo(set).hasSameHashCodeAs(set);
    assertThat(set).isNotEqualTo(SET);
    assertThat(set.merkleRoot()).as("twins are nobody's request").isEqualTo(SET.merkleRoot());
    assertThat(set.takingTwinsIn()).isEqualTo(ForgetSet.of(List.of(ZEROS, ONES), 2, 3, 5, 11, 12));
  }

  @Test
  void shouldCallATwinASampleOnceItsOwnerHasAsked() {
    ForgetSet before = ForgetSet.of(List.of(ZEROS), 1).withTwins(7, 9);
    ForgetSet ownersRequest = ForgetSet.of(List.of(ONES), 7, 8).withTwins(1);

    ForgetSet union = before.union(ownersRequest);

    assertThat(union).isEqualTo(ForgetSet.of(List.of(ZEROS, ONES), 1, 7, 8).withTwins(9));
    assertThat(union.containsAll(before)).isTrue();
    assertThat(union.containsAll(ownersRequest)).isTrue();
    assertThat(before.takingTwinsIn().containsAll(before)).isTrue();
    assertThat(ForgetSet.of(List.of(ZEROS), 1).containsAll(before)).isFalse();
  }
}
