// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.domain.text.TextLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPolicyTest {

  private static final String FULL =
      """
      {
        "sealing": {"maxSamples": 200, "maxAge": "PT60M", "minSamples": 10, "attemptTime": "PT30S",
                    "jobLease": "PT1M", "maxPublications": 2,
                    "dissolveInconclusive": false},
        "ladder": [
          {"algorithm": "sftc", "hyperParameters": {"learning_rate": 1e-3, "epochs": "2.0"}},
          {"algorithm": "retrain"}
        ],
        "gate": {"maxForgetAccuracyGap": 0.1, "maxForgetMargin": 1.2, "maxForgetMarginKept": 0.7,
                 "maxForgetDistance": 0.3, "maxForgetPeople": 3, "maxForgetPeopleKept": 0.12,
                 "maxStandInMargin": 0.45, "maxStandInDistance": 0.35,
                 "maxEarlierMarginRise": 0.25, "maxRelearnedMargin": 0.15, "maxAttackGap": 0.2, "minForgetSamples": 7,
                 "maxTestDropFromParent": 0.31, "maxTestDropFromRoot": 0.4, "maxTestRise": 0.5,
                 "maxClassDrop": 0.6, "maxTestLossRise": 1.7, "maxCalibrationRise": 0.8,
                 "maxRetainedAuc": 0.55,
                 "maxKernelCosine": 0.9, "minKernelCosine": 0.75, "minChurnShare": 0.1,
                 "derivedShare": 0.2, "requireDerivation": true,
                 "identicalPictures": "keep"},
        "limits": {"tenantRequestsPerDay": 12, "datasetShare": 0.25, "classShare": 0.5}
      }
      """;

  @Test
  void shouldHaveTheDesignsDefaults() {
    ModelPolicy policy = ModelPolicy.defaults();

    assertThat(policy.gate()).isEqualTo(Gate.DEFAULTS);
    assertThat(policy.gate().twins()).isEqualTo(TwinRule.EXCLUDE);
    assertThat(policy.sealing().minSamples()).isEqualTo(300);
    assertThat(policy.sealing().maxPublications()).isEqualTo(3);
    assertThat(policy.limits()).isEqualTo(new Limits(10_000, 0.05, 0.05));
    assertThat(policy.ladder())
        .extracting(Strategy::algorithm)
        .containsExactly("sftc", "sftc", "retrain");
    assertThat(policy.rung(2).hyperParameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "teacher", "blended",
                "teacher_epochs", "6",
                "learning_rate", "0.001",
                "rate_schedule", "cosine",
                "epochs", "4",
                "forget_weight", "4",
                "steering", "1"));
    assertThat(ModelPolicy.parse("{}")).isEqualTo(policy);
  }

  @Test
  void shouldTakeASmallFullSetForLargeEnough() {
    assertThat(ModelPolicy.parse("{\"sealing\":{\"maxSamples\":99}}").sealing().minSamples())
        .isEqualTo(99);
  }

  @Test
  void shouldReadEveryField() {
    assertThat(ModelPolicy.parse(FULL))
        .isEqualTo(
            new ModelPolicy(
                new Sealing(
                    200,
                    Duration.ofHours(1),
                    10,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    2,
                    false),
                List.of(
                    new Strategy("sftc", Map.of("learning_rate", "0.001", "epochs", "2")),
                    new Strategy("retrain", Map.of())),
                new Gate(
                    new Gate.Forgetting(
                        0.1, 1.2, 0.7, 0.3, 3, 0.12, 0.45, 0.35, 0.25, 0.15, 0.2, 7),
                    new Gate.Utility(0.31, 0.4, 0.5, 0.6, 1.7, 0.8, 0.55),
                    new Gate.Weights(0.9, 0.75, 0.1, 0.2, true),
                    TwinRule.KEEP),
                new Limits(12, 0.25, 0.5)));
  }

  @Test
  void shouldHaveOneSpelling() {
    ModelPolicy policy = ModelPolicy.parse(FULL);

    assertThat(policy.toCanonicalJson())
        .isEqualTo(
            "{\"gate\":{\"derivedShare\":0.2,\"identicalPictures\":\"keep\",\"maxAttackGap\":0.2,\"maxCalibrationRise\":0.8,\"maxClassDrop\":0.6,\"maxEarlierMarginRise\":0.25,"
                + "\"maxForgetAccuracyGap\":0.1,\"maxForgetDistance\":0.3,"
                + "\"maxForgetMargin\":1.2,\"maxForgetMarginKept\":0.7,\"maxForgetPeople\":3,\"maxForgetPeopleKept\":0.12,\"maxKernelCosine\":0.9,\"maxRelearnedMargin\":0.15,\"maxRetainedAuc\":0.55,"
                + "\"maxStandInDistance\":0.35,\"maxStandInMargin\":0.45,"
                + "\"maxTestDropFromParent\":0.31,\"maxTestDropFromRoot\":0.4,"
                + "\"maxTestLossRise\":1.7,\"maxTestRise\":0.5,"
                + "\"minChurnShare\":0.1,\"minForgetSamples\":7,\"minKernelCosine\":0.75,\"requireDerivation\":true},"
                + "\"ladder\":[{\"algorithm\":\"sftc\",\"hyperParameters\":{\"epochs\":\"2\","
                + "\"learning_rate\":\"0.001\"}},{\"algorithm\":\"retrain\","
                + "\"hyperParameters\":{}}],"
                + "\"limits\":{\"classShare\":0.5,\"datasetShare\":0.25,\"tenantRequestsPerDay\":12},"
                + "\"sealing\":{\"attemptTime\":\"PT30S\",\"dissolveInconclusive\":false,\"jobLease\":\"PT1M\","
                + "\"maxAge\":\"PT1H\",\"maxPublications\":2,\"maxSamples\":200,"
                + "\"minSamples\":10}}");
    ModelPolicy again = ModelPolicy.parse(policy.toCanonicalJson());
    assertThat(again).isEqualTo(policy);
  }

  @Test
  void shouldSpellALimitThatIsNone() {
    String none =
        "{\"gate\":{\"maxForgetMargin\":null,\"maxForgetPeople\":null,\"maxTestLossRise\":null}}";

    ModelPolicy policy = ModelPolicy.parse(none);

    assertThat(policy.gate().forgetting().maxMargin()).isInfinite();
    assertThat(policy.toCanonicalJson())
        .contains(
            "\"maxForgetMargin\":null", "\"maxForgetPeople\":null", "\"maxTestLossRise\":null");
    assertThat(ModelPolicy.parse(policy.toCanonicalJson())).isEqualTo(policy);
    assertThat(policy.gate().requirements("sftc"))
        .extracting(Requirement::criterion)
        .doesNotContain(
            GateCriterion.FORGET_MARGIN, GateCriterion.FORGET_PEOPLE, GateCriterion.TEST_LOSS_RISE);
  }

  @Test
  void shouldAlwaysAskARetrainingForWeightsOfItsOwn() {
    assertThatThrownBy(() -> ModelPolicy.parse("{\"gate\":{\"maxKernelCosine\":1}}"))
        .hasMessageContaining("gate.maxKernelCosine must be below 1");
    assertThatThrownBy(
            () -> ModelPolicy.parse("{\"gate\":{\"derivedShare\":0,\"requireDerivation\":true}}"))
        .hasMessageContaining("gate.requireDerivation is true and gate.derivedShare 0");
    assertThatThrownBy(() -> ModelPolicy.parse("{\"gate\":{\"requireDerivation\":\"yes\"}}"))
        .hasMessageContaining("gate.requireDerivation must be true or false, not \"yes\"");
  }

  @Test
  void shouldRegisterATextWithNothingAddedAndNothingLeftOut() {
    assertThat(
            ModelPolicy.canonical(
                "{ \"gate\": {\"maxAttackGap\": 1e-4, \"maxForgetAccuracyGap\": 0.10} }"))
        .isEqualTo("{\"gate\":{\"maxAttackGap\":0.0001,\"maxForgetAccuracyGap\":0.1}}");
  }

  @Test
  void shouldTakeTheDigestOfTheRegisteredText() {
    assertThat(ModelPolicy.digestOf("{\"gate\":{\"maxAttackGap\":0.0001}}"))
        .isEqualTo("e851a99289beb99127dbe4dc63679df9651ce9e6026de96d03eaababb15ba16f");
  }

  @Test
  void shouldNotRegisterANumberThatHasNoCanonicalSpelling() {
    String json =
        "{\"ladder\":[{\"algorithm\":\"sftc\",\"hyperParameters\":{\"learning_rate\":9007199254740993}}]}";

    assertThatThrownBy(() -> ModelPolicy.canonical(json))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("beyond 2^53 - 1");
  }

  @Test
  void shouldTellAllProblemsAtOnce() {
    PolicyException thrown =
        catchThrowableOfType(
            PolicyException.class,
            () ->
                ModelPolicy.parse(
                    "{\"sealing\":{\"maxAge\":\"1h\",\"maxSample\":1},\"gates\":{},"
                        + "\"ladder\":[{\"algorithm\":\"magic\"}],\"gate\":{\"maxAttackGap\":2}}"));

    assertThat(thrown.problems())
        .hasSize(5)
        .anySatisfy(p -> assertThat(p).contains("sealing.maxAge", "\"1h\"", "PT4H"))
        .anySatisfy(p -> assertThat(p).contains("sealing has an unknown field 'maxSample'"))
        .anySatisfy(p -> assertThat(p).contains("policy has an unknown field 'gates'"))
        .anySatisfy(p -> assertThat(p).contains("ladder[0]", "'magic'", "sftc"))
        .anySatisfy(p -> assertThat(p).contains("gate.maxAttackGap", "from 0 to 1", "2.0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"sealing\":{\"maxSamples\":0}} | sealing.maxSamples must be at least 1, not 0",
        "{\"sealing\":{\"maxSamples\":1.5}} | sealing.maxSamples must be a whole number, not 1.5",
        "{\"sealing\":{\"maxSamples\":99,\"minSamples\":100}} | minSamples must not be above sealing.maxSamples, 100",
        "{\"sealing\":{\"minSamples\":0}} | sealing.minSamples must be at least 1",
        "{\"sealing\":{\"maxAge\":\"PT0S\"}} | sealing.maxAge must be a duration above zero",
        "{\"sealing\":{\"maxAge\":5}} | sealing.maxAge must be a duration such as PT4H, not 5",
        "{\"sealing\":{\"attemptTime\":\"-PT1S\"}} | sealing.attemptTime must be a duration above",
        "{\"sealing\":{\"jobLease\":null}} | sealing.jobLease must be a duration such as PT4H",
        "{\"sealing\":{\"jobLease\":\"P3651D\"}} | sealing.jobLease must be a duration of at most 3650 days",
        "{\"sealing\":{\"maxAge\":\"PT9000000000000000H\"}} | sealing.maxAge must be a duration",
        "{\"sealing\":{\"attemptTime\":\"P100000000000D\"}} | sealing.attemptTime must be a duration",
        "{\"sealing\":{\"maxPublications\":0}} | sealing.maxPublications must be from 1 to 1,000, not 0",
        "{\"sealing\":{\"maxPublications\":1001}} | sealing.maxPublications must be from 1 to 1,000, not 1,001",
        "{\"sealing\":{\"dissolveInconclusive\":1}} | sealing.dissolveInconclusive must be true or false, not 1",
        "{\"sealing\":[]} | sealing must be an object",
        "{\"ladder\":[]} | ladder must have 1 to 20 rungs, not 0",
        "{\"ladder\":{}} | ladder must be an array",
        "{\"ladder\":[1]} | ladder[0] must be an object",
        "{\"ladder\":[{\"algorithm\":\"sftc\",\"x\":1}]} | ladder[0] has an unknown field 'x'",
        "{\"ladder\":[{}]} | algorithm must be one of",
        "{\"gate\":{\"maxForgetAccuracyGap\":-0.1}} | gate.maxForgetAccuracyGap must be from 0",
        "{\"gate\":{\"maxTestDropFromParent\":1.1}} | gate.maxTestDropFromParent must be from 0",
        "{\"gate\":{\"maxTestDropFromRoot\":\"NaN\"}} | gate.maxTestDropFromRoot must be a number",
        "{\"gate\":{\"derivedShare\":0.2,\"maxAttackGap\":null}} | gate.maxAttackGap must be a number",
        "{\"gate\":{\"derivedShare\":0.2,\"maxAttackGap\":1e400}} | gate.maxAttackGap must be from 0 to 1",
        "{\"gate\":{\"minForgetSamples\":0}} | gate.minForgetSamples must be at least 1",
        "{\"gate\":{\"twoSided\":[]}} | gate has an unknown field 'twoSided'",
        "{\"gate\":{\"maxForgetMargin\":-1}} | gate.maxForgetMargin must be at least 0",
        "{\"gate\":{\"identicalPictures\":\"drop\"}} | gate.identicalPictures must be exclude or keep",
        "{\"gate\":{\"identicalPictures\":null}} | gate.identicalPictures must be exclude or keep",
        "{\"limits\":{\"tenantRequestsPerDay\":0}} | limits.tenantRequestsPerDay must be at least 1, not 0",
        "{\"limits\":{\"datasetShare\":1.5}} | limits.datasetShare must be from 0 to 1, not 1.5",
        "{\"limits\":{\"classShare\":\"5 %\"}} | limits.classShare must be a number",
        "{\"limits\":{\"share\":1}} | limits has an unknown field 'share'",
        "[] | it must be a JSON object",
        "{\"gate\":{},\"gate\":{}} | it is no JSON",
        "{} {} | it is no JSON",
        "{\"gate\":{\"derivedShare\":0.2,\"maxAttackGap\":NaN}} | it is no JSON"
      })
  void shouldRefuseWhatBreaksARule(String json, String message) {
    assertThatThrownBy(() -> ModelPolicy.parse(json))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "learning_rate, 0, must be above 0",
    "learning_rate, NaN, must be a decimal number",
    "learning_rate, -1, must be above 0",
    "epochs, 1.5, must be a whole number from 1",
    "epochs, 0, must be a whole number from 1",
    "epochs, 3000000000, must be a whole number from 1 to 2147483647",
    "batch_size, -1, must be a whole number from 1",
    "temperature, 0, must be above 0",
    "confusion, -1, must be from 0 to 1",
    "confusion, 1.01, must be from 0 to 1",
    "learning_rat, 1, hyper-parameter must be one of",
    "layers, 5, hyper-parameter must be one of"
  })
  void shouldRefuseHyperParametersThatBreakARule(String name, String value, String message) {
    assertThatThrownBy(() -> new Strategy("sftc", Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "cf-k, layers, 0, must be a whole number from 1",
    "eu-k, layers, 2.5, must be a whole number from 1",
    "neggrad+, gamma, -0.1, must be at least 0",
    "scrub, alpha, -1, must be at least 0",
    "scrub, ascent_epochs, 0, must be a whole number from 1",
    "scrub, temperature, 0, must be above 0",
    "bad-teaching, confusion, 0.5, for bad-teaching",
    "retrain, augmentation, 2, must be 0 or 1"
  })
  void shouldRefuseWhatTheAlgorithmCannotTake(
      String algorithm, String name, String value, String message) {
    assertThatThrownBy(() -> new Strategy(algorithm, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("'" + (value.equals("0.5") ? name : value) + "'")
        .hasMessageContaining(message);
  }

  @Test
  void shouldSayWhatTheAlgorithmTakes() {
    assertThatThrownBy(() -> new Strategy("cf-k", Map.of("confusion", "0.5")))
        .hasMessage(
            "hyper-parameter must be one of [batch_size, epochs, layers, learning_rate] for cf-k,"
                + " not 'confusion'");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void shouldTakeEveryHyperParameterOfTheAlgorithm(Algorithm algorithm) {
    Map<String, String> values = new TreeMap<>();
    algorithm
        .hyperParameters()
        .forEach(each -> values.put(each.label(), each.names().stream().findFirst().orElse("1")));
    values.computeIfPresent("steering", (name, one) -> "0"); // the first teacher cannot be steered

    assertThat(new Strategy(algorithm.label(), values).hyperParameters()).isEqualTo(values);
  }

  @Test
  void shouldRefuseANameThatIsNotListedAndANumberInPlaceOfOne() {
    assertThatThrownBy(() -> new Strategy("sftc", Map.of("teacher", "strict")))
        .hasMessage(
            "teacher must be one of [biased, calibrated, ignorant-teacher, calibrated-ignorant-teacher, blended], not 'strict'");
    assertThatThrownBy(() -> new Strategy("sftc", Map.of("teacher", "1")))
        .hasMessage(
            "teacher must be one of [biased, calibrated, ignorant-teacher, calibrated-ignorant-teacher, blended], not '1'");
    assertThatThrownBy(() -> new Strategy("sftc", Map.of("epochs", "many")))
        .hasMessage("epochs must be a decimal number, not 'many'");
    assertThatThrownBy(() -> new Strategy("sftc", Map.of("forget_weight", "0")))
        .hasMessage("forget_weight must be above 0, not '0'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sftc; steering; 1; biased; steering is 1; teacher biased takes none",
        "sftc; confusion; 0.1; ignorant-teacher; confusion is 0.1; teacher ignorant-teacher takes",
        "sftc; confusion; 1; calibrated; confusion is 1; teacher calibrated takes none",
        "rum; epochs; 2; calibrated; teacher calibrated takes its rows to be like any others"
      })
  void shouldRefuseARungThatNoJobCouldRun(
      String algorithm, String name, String value, String teacher, String message) {
    assertThatThrownBy(() -> new Strategy(algorithm, Map.of(name, value, "teacher", teacher)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void shouldRefuseSteeringWhereThePapersTeacherIsTheDefault() {
    assertThatThrownBy(() -> new Strategy("sftc", Map.of("steering", "0.5")))
        .hasMessageStartingWith("steering is 0.5; teacher biased takes none");
    assertThat(new Strategy("sftc", Map.of("steering", "0")).teacher()).isEqualTo(Teacher.BIASED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.01, 1.01})
  void shouldRefuseLimitsThatAreNoFraction(double limit) {
    assertThatThrownBy(() -> new Gate.Forgetting(limit, 0, 0, 0, 0, 0.12, 0.3, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, limit, 0, 0, 0.12, 0.3, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, limit, 0, 0.12, 0.3, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, 0, 0.12, 0.3, 0.2, 0, 0.15, limit, 1))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, 0, 0.12, 0.3, limit, 0, 0.15, 0, 1))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(limit, 0, 0, 0, 0, 0, 0))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, limit, 0, 0, 0, 0, 0))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, 0, limit, 0, 0, 0, 0))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, 0, 0, limit, 0, 0, 0))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, 0, 0, 0, 0, limit, 0))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, 0, 0, 0, 0, 0, limit))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Weights(limit, 0, 0, 0, false))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Weights(0, limit, 0, 0, false))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Weights(0, 0, limit, 0, false))
        .hasMessageContaining("" + limit);
    assertThatThrownBy(() -> new Gate.Weights(0, 0, 0, limit, false))
        .hasMessageContaining("" + limit);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.01})
  void shouldRefuseLimitsThatNothingCanBeHeldAgainst(double limit) {
    assertThatThrownBy(() -> new Gate.Forgetting(0, limit, 0, 0, 0, 0.12, 0.3, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("gate.maxForgetMargin must be at least 0, not " + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, limit, 0.12, 0.3, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("gate.maxForgetPeople must be at least 0, not " + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, 0, 0.12, 0.3, 0.2, 0, limit, 0, 1))
        .hasMessageContaining("gate.maxRelearnedMargin must be at least 0, not " + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, 0, 0.12, 0.3, 0.2, limit, 0.15, 0, 1))
        .hasMessageContaining("gate.maxEarlierMarginRise must be at least 0, not " + limit);
    assertThatThrownBy(() -> new Gate.Forgetting(0, 0, 0, 0, 0, 0.12, limit, 0.2, 0, 0.15, 0, 1))
        .hasMessageContaining("gate.maxStandInMargin must be at least 0, not " + limit);
    assertThatThrownBy(() -> new Gate.Utility(0, 0, 0, 0, limit, 0, 0))
        .hasMessageContaining("gate.maxTestLossRise must be at least 0, not " + limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void shouldHaveNoRungBeyondTheLadder(int attempt) {
    assertThatThrownBy(() -> ModelPolicy.defaults().rung(attempt))
        .hasMessageContaining("attempts 1 to 3, not " + attempt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftc",
        "finetune",
        "neggrad+",
        "cf-k",
        "eu-k",
        "bad-teaching",
        "scrub",
        "retrain"
      })
  void shouldKnowEveryAlgorithmOfThePaper(String algorithm) {
    assertThat(new Strategy(algorithm, Map.of()).algorithm()).isEqualTo(algorithm);
  }

  @Test
  void shouldRefuseAPolicyThatIsLongerThanTheLimit() {
    String longest = "{" + " ".repeat(TextLimit.POLICY.characters() - 2) + "}";

    assertThat(ModelPolicy.parse(longest)).isEqualTo(ModelPolicy.defaults());
    assertThatThrownBy(() -> ModelPolicy.parse(" " + longest))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("at most 65,536 characters");
  }
}
