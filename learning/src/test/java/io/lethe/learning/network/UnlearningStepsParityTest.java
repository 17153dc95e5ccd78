// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten steps of each loop of the paper's reference implementation (PyTorch), with and without batch
 * normalisation, replayed by the signatures: losses, gradients, moving statistics and Adam at once.
 */
class UnlearningStepsParityTest {
  private static final float TOLERANCE = 1e-5f;
  private static final int CLASSES = 5;

  @TempDir private Path folder;

  static Stream<Arguments> trajectories() {
    return Stream.of("unlearning_steps.json", "unlearning_steps_bn.json")
        .map(UnlearningStepsParityTest::read)
        .flatMap(
            fixture ->
                StreamSupport.stream(fixture.get("cases").spliterator(), false)
                    .map(c -> Arguments.of(fixture, Named.of(c.get("name").asText(), c))));
  }

  private static JsonNode read(String file) {
    try (InputStream in = UnlearningStepsParityTest.class.getResourceAsStream(file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("trajectories")
  void shouldTakeTheReferencesSteps(JsonNode fixture, JsonNode trajectory) throws IOException {
    try (StepsModel model = new StepsModel(fixture, folder)) {
      Replay replay = new Replay(model, fixture, trajectory);
      JsonNode steps = trajectory.get("steps");
      for (int t = 0; t < steps.size(); t++) {
        replay.step(t);
        assertThat(model.sumOfMagnitudes())
            .as("magnitude after step " + t)
            .isCloseTo(
                trajectory.get("weight_l1_after_step").get(t).asDouble(), within(10d * TOLERANCE));
        if (t == 0) {
          assertWeights(model, trajectory.get("weights_after_step_1"));
        }
      }
      assertWeights(model, trajectory.get("final_weights"));
      assertThat(steps).hasSize(10);
    }
  }

  private static void assertWeights(StepsModel model, JsonNode expected) {
    List<float[]> found = model.peek();
    List<float[]> wanted = model.inOrder(expected);
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(found.get(i))
          .as("variable " + i)
          .containsExactly(wanted.get(i), within(TOLERANCE));
    }
  }

  /** One trajectory, step by step. */
  private static final class Replay {
    private final StepsModel model;
    private final JsonNode trajectory;
    private final int[] pseudoLabels;
    private final float temperature;
    private final float learningRate;
    private final float[][] teacher;

    Replay(StepsModel model, JsonNode fixture, JsonNode trajectory) {
      this.model = model;
      this.trajectory = trajectory;
      this.pseudoLabels = ints(fixture.get("pseudo_labels"));
      this.temperature = (float) trajectory.get("temperature").asDouble();
      this.learningRate = (float) trajectory.get("learning_rate").asDouble();
      this.teacher = teacher(fixture);
    }

    private float[][] teacher(JsonNode fixture) {
      String weights = trajectory.get("teacher").asText();
      if (weights.equals("none")) {
        return new float[pseudoLabels.length][CLASSES];
      }
      model.poke(fixture.get(weights));
      float[][] logits = model.logits();
      model.poke(fixture.get("initial_weights"));
      return logits;
    }

    void step(int t) {
      JsonNode expected = trajectory.get("steps").get(t);
      switch (trajectory.get("algorithm").asText()) {
        case "sftc" -> mixed(t, "generator_logits", true, expected);
        case "bad_teaching" -> mixed(t, "incompetent_teacher_logits", false, expected);
        case "fine_tune" -> {
          int[] rows = ints(trajectory.get("batches").get(t));
          assertLosses(model.train(mean(rows, 1, 0), learningRate), expected, 1);
        }
        case "scrub" -> scrub(expected);
        case "neg_grad_plus" -> negGradPlus(expected);
        default -> throw new AssertionError("no replay for " + trajectory.get("algorithm"));
      }
    }

    private void mixed(int t, String otherTeacher, boolean fineTunes, JsonNode expected) {
      int[] rows = ints(trajectory.get("batches").get(t));
      long retain = Arrays.stream(rows).filter(r -> pseudoLabels[r] == 0).count();
      StepsModel.Pass pass = mean(rows, 0, 1);
      for (int i = 0; i < rows.length; i++) {
        boolean forget = pseudoLabels[rows[i]] == 1;
        if (forget) {
          pass.targets()[i] = StepsModel.vector(trajectory.get(otherTeacher).get(t).get(i));
        } else if (fineTunes) {
          pass.ce()[i] = 1f / retain;
        }
      }
      assertLosses(model.train(pass, learningRate), expected, 1);
    }

    private void scrub(JsonNode expected) {
      boolean ascends = expected.get("phase").asText().equals("forget_max");
      int[] rows =
          ints(
              trajectory
                  .get(ascends ? "forget_batches" : "retain_batches")
                  .get(expected.get("batch").asInt()));
      float squared = temperature * temperature;
      StepsModel.Pass pass = ascends ? mean(rows, 0, -squared) : mean(rows, 1, squared);
      assertLosses(model.train(pass, learningRate), expected, ascends ? -1 : 1);
    }

    private void negGradPlus(JsonNode expected) {
      int forget = expected.get("forget_batch").asInt();
      int retain = expected.get("retain_batch").asInt();
      float up =
          model.accumulate(mean(ints(trajectory.get("forget_batches").get(forget)), -1, 0)).total();
      float down =
          model.accumulate(mean(ints(trajectory.get("retain_batches").get(retain)), 1, 0)).total();
      model.apply(learningRate);
      assertClose(-up, expected, "forget_cross_entropy");
      assertClose(down, expected, "retain_cross_entropy");
      assertClose(up + down, expected, "total");
    }

    /** Every row counts the same: so much cross entropy and so much divergence from the teacher. */
    private StepsModel.Pass mean(int[] rows, float crossEntropy, float divergence) {
      float[] ce = new float[rows.length];
      float[] kl = new float[rows.length];
      float[][] targets = new float[rows.length][];
      Arrays.fill(ce, crossEntropy / rows.length);
      Arrays.fill(kl, divergence / rows.length);
      Arrays.setAll(targets, i -> teacher[rows[i]].clone());
      return new StepsModel.Pass(rows, ce, kl, targets, temperature);
    }

    private static void assertLosses(StepsModel.Losses losses, JsonNode expected, int direction) {
      assertClose(losses.total(), expected, "total");
      if (expected.has("cross_entropy")) {
        assertClose(losses.crossEntropy(), expected, "cross_entropy");
      }
      if (expected.has("kl")) {
        assertClose(direction * losses.distillation(), expected, "kl");
      }
    }

    private static void assertClose(float found, JsonNode expected, String name) {
      assertThat(found)
          .as(name)
          .isCloseTo((float) expected.get(name).asDouble(), within(TOLERANCE));
    }

    private static int[] ints(JsonNode list) {
      int[] result = new int[list.size()];
      Arrays.setAll(result, i -> list.get(i).asInt());
      return result;
    }
  }
}
