// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.loop.Work;
import io.lethe.kit.loop.WorkLoopContract;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writing forget sets keeps the contract of the loop, and holds the offset at rows without seal.
 */
class ForgetSetWorkTest extends WorkLoopContract<ForgetSetIntent, ForgetSetStored> {
  private static final String ANNA = Digests.sha256Hex("anna".getBytes(StandardCharsets.UTF_8));
  private static final String BERT = Digests.sha256Hex("bert".getBytes(StandardCharsets.UTF_8));

  @TempDir Path directory;
  private final AtomicInteger storeFailures = new AtomicInteger();
  private ArtifactStore store;

  @BeforeEach
  void openStore() {
    store =
        new FailingStore(new FileArtifactStore(directory, ArtifactWriter.INTAKE), storeFailures);
  }

  @Override
  protected Topic<ForgetSetIntent> input() {
    return Topics.FORGET_SET_INTENTS;
  }

  @Override
  protected Topic<ForgetSetStored> output() {
    return Topics.FORGET_SETS_STORED;
  }

  @Override
  protected Work<ForgetSetIntent, ForgetSetStored> work() {
    return new ForgetSetWork(new ForgetSetUniter(store));
  }

  @Override
  protected ForgetSetIntent input(String model) {
    return ForgetSetIntent.newBuilder(seal(0)).setModel(model).build();
  }

  @Override
  protected String forgetSetOf(ForgetSetStored answer) {
    return answer.getForgetSetDigest();
  }

  @Override
  protected Map<String, String> context(ForgetSetIntent input) {
    return Map.of();
  }

  @Test
  void shouldWriteASetAndAnswerTogetherWithTheOffset() {
    deliver(List.of(row(BERT, 7, 3), row(ANNA, 5), seal(2)));

    ForgetSetStored answer = onlyAnswer();
    ForgetSet set = ForgetSet.of(List.of(ANNA, BERT), 3, 5, 7);
    assertThat(ForgetSet.parse(store.readBlob(answer.getForgetSetDigest()))).isEqualTo(set);
    assertThat(answer.getForgetSetMerkleRoot()).isEqualTo(set.merkleRoot());
    assertThat(answer.getForgetSubjects()).isEqualTo(2);
    assertThat(answer.getForgetSamples()).isEqualTo(3);
    assertThat(answer.getExcludedDigest()).isEqualTo(set.digest());
    assertThat(answer.getForgottenDigest()).isEqualTo(set.digest());
    assertThat(answer.getSetNumber()).isEqualTo(1);
    assertThat(answer.getIntentNumber()).isEqualTo(1);
    assertThat(committed()).isEqualTo(3);
  }

  @Test
  void shouldUniteWithWhatTheParentForgotAndExcludeParkedSets() {
    ForgetSet parent = ForgetSet.of(List.of(ANNA), 1, 2);
    ForgetSet parked = ForgetSet.of(List.of(BERT), 9);
    ForgetSet sealed = ForgetSet.of(List.of(Digests.sha256Hex(new byte[] {1})), 4);
    List.of(parent, parked, sealed).forEach(set -> store.putBlob(set.toBytes()));
    deliver(
        List.of(
            intent(ForgetSetIntentKind.UNITE)
                .setForgetSetDigest(sealed.digest())
                .setParentForgottenDigest(parent.digest())
                .setParkedDigests(List.of(parked.digest()))
                .setIntentNumber(2L)
                .build()));

    ForgetSetStored answer = onlyAnswer();
    assertThat(answer.getForgetSetDigest()).isEqualTo(sealed.digest());
    assertThat(answer.getForgottenDigest()).isEqualTo(parent.union(sealed).digest());
    assertThat(answer.getExcludedDigest()).isEqualTo(parent.union(sealed).union(parked).digest());
    assertThat(answer.getExcludedSamples()).isEqualTo(4);
    assertThat(answer.getIntentNumber()).isEqualTo(2);
  }

  @Test
  void shouldRememberTwinsBesideTheSetAndExcludeThem() {
    ForgetSetIntent anna = ForgetSetIntent.newBuilder(row(ANNA, 5)).setTwins(List.of(8, 7)).build();
    ForgetSetIntent bert = ForgetSetIntent.newBuilder(row(BERT, 7)).setTwins(List.of(5)).build();
    deliver(List.of(anna, bert, seal(2)));

    ForgetSetStored answer = onlyAnswer();
    ForgetSet set = ForgetSet.of(List.of(ANNA, BERT), 5, 7).withTwins(8);
    assertThat(answer.getForgetSetDigest()).isEqualTo(set.digest());
    assertThat(answer.getForgetSamples()).as("a twin is nobody's request").isEqualTo(2);
    assertThat(answer.getForgottenDigest()).isEqualTo(set.digest());
    assertThat(answer.getExcludedDigest()).isEqualTo(set.takingTwinsIn().digest());
    assertThat(answer.getExcludedSamples()).isEqualTo(3);
  }

  @Test
  void shouldExcludeTwinsOfWhatTheParentForgotAndOfParkedSetsUnlessThePolicyKeepsThem() {
    ForgetSet parent = ForgetSet.of(List.of(ANNA), 1).withTwins(11);
    ForgetSet parked = ForgetSet.of(List.of(BERT), 2).withTwins(12);
    ForgetSet sealed = ForgetSet.of(List.of(Digests.sha256Hex(new byte[] {1})), 3, 11).withTwins(1);
    List.of(parent, parked, sealed).forEach(set -> store.putBlob(set.toBytes()));
    ForgetSetIntent unite =
        intent(ForgetSetIntentKind.UNITE)
            .setForgetSetDigest(sealed.digest())
            .setParentForgottenDigest(parent.digest())
            .setParkedDigests(List.of(parked.digest()))
            .setIntentNumber(2L)
            .build();
    deliver(List.of(unite, ForgetSetIntent.newBuilder(unite).setKeepTwins(true).build()));

    await().until(() -> answers().size() == 2);
    ForgetSetStored excluding = answers().get(0).value();
    ForgetSetStored keeping = answers().get(1).value();
    ForgetSet all = parent.union(sealed).union(parked);
    assertThat(all.twins()).as("the owner of 11 has asked").containsExactly(12);
    assertThat(excluding.getExcludedDigest()).isEqualTo(all.takingTwinsIn().digest());
    assertThat(excluding.getExcludedSamples()).isEqualTo(5);
    assertThat(keeping.getExcludedDigest()).isEqualTo(all.digest());
    assertThat(keeping.getExcludedSamples()).isEqualTo(4);
    assertThat(keeping.getForgottenDigest())
        .isEqualTo(excluding.getForgottenDigest())
        .isEqualTo(parent.union(sealed).digest());
  }

  @Test
  void shouldNotCommitPastRowsWhoseSealHasNotCome() {
    deliver(List.of(input("digits"), row(ANNA, 1), row(BERT, 2), input("clothes")));
    await().until(() -> answers().size() == 2);
    assertThat(committed()).isEqualTo(1);

    deliver(List.of(seal(2)));

    await().until(() -> answers().size() == 3);
    assertThat(answers().get(2).value().getForgetSubjects()).isEqualTo(2);
    assertThat(committed()).isEqualTo(5);
  }

  @Test
  void shouldReadRowsAgainWhoseSealCouldNotBeCarriedOut() {
    storeFailures.set(6);
    letEnd(6 * 2);
    deliver(List.of(row(ANNA, 1), seal(1)));

    assertThat(onlyAnswer().getForgetSubjects()).isEqualTo(1);
    assertThat(begun()).isEqualTo(7 * 2);
    assertThat(failedSessions()).isEqualTo(6);
    assertThat(loop().isHealthy()).isTrue();
    assertThat(committed()).isEqualTo(2);
  }

  @Test
  void shouldAnswerWithAFailureWhereASetIsMissingAndGoOn() {
    String missing = Digests.sha256Hex(new byte[] {7});
    ForgetSetIntent broken =
        ForgetSetIntent.newBuilder(seal(1)).setParkedDigests(List.of(missing)).build();
    deliver(List.of(row(ANNA, 1), broken, row(BERT, 2), seal(1)));

    await().until(() -> answers().size() == 2);
    ForgetSetStored failed = answers().get(0).value();
    assertThat(failed.getFailure()).contains("set " + missing + " cannot be read");
    assertThat(failed.getForgetSetDigest()).isEqualTo(ForgetSet.of(List.of(ANNA), 1).digest());
    assertThat(failed.getExcludedDigest()).isEmpty();
    assertThat(answers().get(1).value().getFailure()).isNull();
    assertThat(committed()).isEqualTo(4);
    assertThat(failedSessions()).isZero();
  }

  @Test
  void shouldAnswerWithAFailureWhereABlobIsNoSet() {
    ArtifactRef garbage = store.putBlob(new byte[] {1, 2, 3});
    deliver(
        List.of(
            intent(ForgetSetIntentKind.UNITE)
                .setForgetSetDigest(garbage.digest())
                .setParentForgottenDigest(ForgetSet.empty().digest())
                .setIntentNumber(2L)
                .build()));

    assertThat(onlyAnswer().getFailure()).contains("set " + garbage.digest() + " cannot be read");
  }

  @Test
  void shouldNeverWriteASetThatLacksRows() {
    letEnd(1_000);
    deliver(List.of(row(ANNA, 1), seal(2)));

    await().until(() -> !loop().isHealthy());
    assertThat(loop().failure()).get().asString().contains("must have 2 subjects, but 1 rows");
    assertThat(answers()).isEmpty();
    assertThat(committed()).isZero();
  }

  @Test
  void shouldRefuseAKindThatItDoesNotKnow() {
    letEnd(1_000);
    deliver(List.of(intent(ForgetSetIntentKind.UNKNOWN).build()));

    await().until(() -> !loop().isHealthy());
    assertThat(loop().failure())
        .get()
        .asString()
        .contains("unknown kind at deletion.set-intents/0/0: upgrade every instance");
    assertThat(committed()).isZero();
  }

  private ForgetSetStored onlyAnswer() {
    await().until(() -> !answers().isEmpty());
    assertThat(answers()).hasSize(1);
    return answers().get(0).value();
  }

  private static ForgetSetIntent row(String subjectKey, Integer... ordinals) {
    return intent(ForgetSetIntentKind.SUBJECT)
        .setSubjectKey(subjectKey)
        .setOrdinals(List.of(ordinals))
        .build();
  }

  private static ForgetSetIntent seal(long subjects) {
    return intent(ForgetSetIntentKind.SEAL)
        .setSubjects(subjects)
        .setParentForgottenDigest(ForgetSet.empty().digest())
        .setIntentNumber(1L)
        .build();
  }

  private static ForgetSetIntent.Builder intent(ForgetSetIntentKind kind) {
    return ForgetSetIntent.newBuilder().setKind(kind).setModel("faces").setSetNumber(1);
  }

  /** A store whose first writes fail. */
  private record FailingStore(ArtifactStore store, AtomicInteger failures)
      implements ArtifactStore {
    @Override
    public ArtifactStore as(ArtifactWriter writer) {
      return new FailingStore(store.as(writer), failures);
    }

    @Override
    public ArtifactRef putBlob(byte[] content) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("the disk is full");
      }
      return store.putBlob(content);
    }

    @Override
    public byte[] readBlob(String digest) {
      return store.readBlob(digest);
    }

    @Override
    public ArtifactRef putTree(Path tree) {
      return store.putTree(tree);
    }

    @Override
    public Path tree(String digest) {
      return store.tree(digest);
    }

    @Override
    public boolean contains(String digest) {
      return store.contains(digest);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value) {
      return store.putIfAbsent(key, value);
    }

    @Override
    public Optional<byte[]> read(String key) {
      return store.read(key);
    }

    @Override
    public void deleteTree(String digest) {
      store.deleteTree(digest);
    }
  }
}
