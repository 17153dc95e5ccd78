// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.TwinRule;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that lie under two subjects: anna's 0 is bert's 10 and carl's 20. */
class TwinsTest {
  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void registerDataset() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubject("anna", List.of(0, 1), List.of(10, 20));
    pipeline.registerSubject("bert", List.of(10, 11), List.of(0, 20));
    pipeline.registerSubject("carl", List.of(20, 21), List.of(0, 10));
    pipeline.registerSubject("dora", List.of(30, 31));
    pipeline.endPartition(0, 1, pipeline.subjectKeys.keyId());
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldExcludeTwinsFromTheJobWithoutCountingThemAsForgotten() {
    pipeline.registerModel("faces");

    UnlearningJob job = forget("anna");

    assertThat(job.getForgetSamples()).isEqualTo(2);
    assertThat(job.getForgetSubjects()).isEqualTo(1);
    assertThat(job.getExcludedSamples()).isEqualTo(4);
    assertThat(excluded(job)).containsExactly(0, 1, 10, 20);
    assertThat(pipeline.blob(job.getForgetSetDigest()).ordinals()).containsExactly(0, 1);
    assertThat(pipeline.blob(job.getForgottenDigest()).ordinals()).containsExactly(0, 1);
  }

  @Test
  void shouldExcludeTwinsFromEveryLaterJobOfTheLineage() {
    pipeline.registerModel("faces");
    pipeline.promote(forget("anna"));

    UnlearningJob later = forget("dora");

    assertThat(excluded(later)).containsExactly(0, 1, 10, 20, 30, 31);
    assertThat(pipeline.blob(later.getForgottenDigest()).ordinals()).containsExactly(0, 1, 30, 31);
  }

  @Test
  void shouldForgetATwinsOwnerWhoAsksLater() {
    pipeline.registerModel("faces");
    pipeline.promote(forget("anna"));

    UnlearningJob ofBert = forget("bert");

    ForgetSet set = pipeline.blob(ofBert.getForgetSetDigest());
    assertThat(set.subjectKeys()).containsExactly(pipeline.subjectKeys.keyOf("bert"));
    assertThat(set.ordinals()).as("all of bert's").containsExactly(10, 11);
    assertThat(ofBert.getForgetSetMerkleRoot()).isEqualTo(set.merkleRoot());
    ForgetSet forgotten = pipeline.blob(ofBert.getForgottenDigest());
    assertThat(forgotten.ordinals()).containsExactly(0, 1, 10, 11);
    assertThat(forgotten.twins()).as("carl has not asked").containsExactly(20);
    assertThat(excluded(ofBert)).containsExactly(0, 1, 10, 11, 20);
    pipeline.promote(ofBert);
    assertThat(pipeline.status.values())
        .allSatisfy(each -> assertThat(each.getState()).isEqualTo(RequestState.PROMOTED));
  }

  @Test
  void shouldLeaveTwinsWhereThePolicyKeepsThem() {
    pipeline.registerModel("faces", policy(TwinRule.KEEP));

    UnlearningJob job = forget("anna");

    assertThat(excluded(job)).containsExactly(0, 1);
    assertThat(job.getExcludedSamples()).isEqualTo(2);
    assertThat(pipeline.blob(job.getForgottenDigest()).twins())
        .as("remembered, for the policy may change")
        .containsExactly(10, 20);
  }

  @Test
  void shouldExcludeEarlierTwinsOnceThePolicyNoLongerKeepsThem() {
    pipeline.registerModel("faces", policy(TwinRule.KEEP));
    pipeline.promote(forget("anna"));
    UnlearningJob keeping = forget("dora");
    assertThat(excluded(keeping)).containsExactly(0, 1, 30, 31);

    String exclude = policy(TwinRule.EXCLUDE).toCanonicalJson();
    pipeline.send(
        pipeline
            .event("faces", ModelEventType.POLICY_SET)
            .setPolicy(exclude)
            .setPolicyDigest(ModelPolicy.digestOf(exclude)));
    pipeline.reject(keeping);

    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(2);
    assertThat(excluded(pipeline.lastJob())).containsExactly(0, 1, 10, 20, 30, 31);
  }

  @Test
  void shouldKnowTwinsOfAnOpenSetAfterARestart() {
    pipeline.registerModel("faces");
    pipeline.request("anna");

    try (Pipeline next = pipeline.restartedAfter(Duration.ofMinutes(2))) {
      next.advance(Duration.ofMinutes(1));

      assertThat(next.blob(next.lastJob().getExcludedDigest()).ordinals())
          .containsExactly(0, 1, 10, 20);
    }
  }

  private UnlearningJob forget(String subject) {
    int before = pipeline.jobs.size();
    pipeline.request(subject);
    pipeline.advance(Duration.ofMinutes(1));
    assertThat(pipeline.jobs).hasSize(before + 1);
    return pipeline.lastJob();
  }

  private int[] excluded(UnlearningJob job) {
    return pipeline.blob(job.getExcludedDigest()).ordinals();
  }

  private static ModelPolicy policy(TwinRule rule) {
    ModelPolicy usual = Pipeline.policy();
    return new ModelPolicy(usual.sealing(), usual.ladder(), usual.gate().withTwins(rule));
  }
}
