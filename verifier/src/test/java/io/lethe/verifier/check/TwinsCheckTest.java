// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static io.lethe.verifier.TestRecords.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.TwinRule;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.IdenticalPictures;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwinsCheckTest {

  /** Train samples 0 to 7: 0, 4 and 6 are alike, and so are 1 and 5. */
  private static final IdenticalPictures IDENTICAL = pictures(0, 1, 2, 3, 0, 1, 0, 7);

  private static final ForgetSet ANNE = ForgetSet.of(List.of(digest("anne")), 0, 2);

  @Test
  void shouldPassWhereAllTwinsAreExcluded() {
    ForgetSet forgotten = ANNE.withTwins(4, 6);

    TwinsCheck check = check(forgotten, forgotten.takingTwinsIn(), TwinRule.EXCLUDE);

    assertThat(check).isEqualTo(new TwinsCheck(2, 0, List.of()));
  }

  @Test
  void shouldFindATwinThatIsNotExcludedWhateverTheSetsSayOfIt() {
    TwinsCheck silent = check(ANNE, ANNE, TwinRule.EXCLUDE);
    TwinsCheck partly =
        check(ANNE.withTwins(4, 6), ANNE.withTwins(4).takingTwinsIn(), TwinRule.EXCLUDE);

    assertThat(silent.findings())
        .singleElement()
        .asString()
        .contains("leaves out 2 train samples of others", "gate.identicalPictures");
    assertThat(partly.findings()).singleElement().asString().contains("leaves out 1 train samples");
    assertThat(partly.excluded()).isEqualTo(1);
    assertThat(partly.kept()).isEqualTo(1);
  }

  @Test
  void shouldOnlyCountTwinsWhereThePolicyKeepsThem() {
    assertThat(check(ANNE.withTwins(4, 6), ANNE.withTwins(4, 6), TwinRule.KEEP))
        .isEqualTo(new TwinsCheck(0, 2, List.of()));
  }

  @Test
  void shouldNotLookForATwinThatWasForgottenItself() {
    ForgetSet both = ANNE.union(ForgetSet.of(List.of(digest("bert")), 4, 6));

    assertThat(check(both, both, TwinRule.EXCLUDE)).isEqualTo(new TwinsCheck(0, 0, List.of()));
  }

  @Test
  void shouldFindASampleThatIsCalledATwinAndIsNone() {
    ForgetSet forgotten = ANNE.withTwins(4, 5, 6, 7);

    assertThat(check(forgotten, forgotten.takingTwinsIn(), TwinRule.EXCLUDE).findings())
        .singleElement()
        .asString()
        .contains("calls 2 samples twins that have the picture of no forgotten sample");
  }

  private static TwinsCheck check(ForgetSet forgotten, ForgetSet excluded, TwinRule rule) {
    return TwinsCheck.of(forgotten, excluded, IDENTICAL, rule);
  }

  private static IdenticalPictures pictures(int... contents) {
    BundleIndex.Builder index = new BundleIndex.Builder();
    for (int content : contents) {
      index.addSample(Split.TRAIN, 0);
      index.addImage(Digests.sha256(new byte[] {(byte) content}), 1);
    }
    return index.build(List.of("any"), Owners.nobody(contents.length)).identicalPictures();
  }
}
