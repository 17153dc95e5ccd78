// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the catalogue's javadoc says of the lengths of texts is what is held: each is tried at its
 * length, which is taken, and with one character more, which is not.
 */
class TopicTextsTest {
  private static final Path CATALOGUE =
      Path.of("..", "schemas/src/main/java/io/lethe/schemas/topic/Topics.java");
  private static final Pattern TOPIC =
      Pattern.compile(
          "/\\*\\*(?<javadoc>(?:(?!\\*/).)*)\\*/\\s*public static final Topic<\\w+>"
              + " \\w+ =\\s*new Topic<>\\(\\s*\"(?<name>[^\"]+)\"",
          Pattern.DOTALL);
  private static final Pattern LENGTH =
      Pattern.compile("\\{@link TextLimit#(?<limit>\\w+)}|of (?<characters>\\d+) characters");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final String EXTENSIONS = "extensions";
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Who writes them and is no service that decides anything. */
  private static final Set<Party> OTHERS =
      Set.of(Party.UPSTREAM_APP, Party.REGISTRAR, Party.UNLEARN_WORKER);

  /** The topics whose javadoc says how long their texts may be. */
  static List<Topic<?>> stating() {
    return Topics.all().stream().filter(topic -> !texts(topic).isEmpty()).toList();
  }

  @Test
  void shouldSayOfEveryTopicThatOthersWriteHowLongItsTextsMayBe() {
    assertThat(stating())
        .containsAll(
            Topics.all().stream()
                .filter(topic -> topic.access().writers().stream().anyMatch(OTHERS::contains))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("stating")
  void shouldNameEveryTextOfATopic(Topic<?> topic) {
    Set<String> named = stated(topic).keySet();

    assertThat(fields(topic)).containsAll(named);
    if (!texts(topic).contains("as {@link InputTexts} says")) {
      assertThat(named).isEqualTo(fields(topic));
    }
  }

  @ParameterizedTest
  @MethodSource("stating")
  void shouldTakeTextsOfTheLengthThatIsNamedAndNoLongerOne(Topic<?> topic) {
    stated(topic)
        .forEach(
            (field, length) -> {
              if (length.isPresent()) {
                String what = topic.name() + ": " + field;
                assertThat(problems(topic, field, length.getAsInt())).as(what).isEmpty();
                assertThat(problems(topic, field, length.getAsInt() + 1)).as(what).hasSize(1);
              } else {
                assertThat(problems(topic, field, 1)).as("no other word").hasSize(1);
              }
            });
  }

  @Test
  void shouldHoldExtensionsAndHeadersToWhatTheCatalogueSaysOfThem() {
    String said = plain(catalogue().split("public final class", 2)[0]);
    assertThat(said)
        .contains(
            "Of {@code extensions} there are at most {@value InputTexts#MAX_ENTRIES}, each of a"
                + " {@link TextLimit#NAME} and a {@link TextLimit#REASON}.")
        .contains("{@code traceparent} and {@code tracestate}")
        .contains("each may have {@link TextLimit#TRACE}; a longer one is passed over.");
    String key = "k".repeat(TextLimit.NAME.characters());
    String value = "v".repeat(TextLimit.REASON.characters());
    assertThat(InputTexts.problemOfExtensions(Map.of(key, value))).isEmpty();
    assertThat(InputTexts.problemOfExtensions(Map.of(key + "k", value))).isPresent();
    assertThat(InputTexts.problemOfExtensions(Map.of(key, value + "v"))).isPresent();
    String parent = longest("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-");
    assertThat(Trace.of(parent, null)).isPresent();
    assertThat(Trace.of(parent + "f", null)).isEmpty();
    String state = longest("one=" + "1".repeat(250) + ",two=");
    assertThat(Trace.of(parent, state).map(Trace::tracestate)).contains(state);
    assertThat(Trace.of(parent, state + "f").map(Trace::tracestate)).contains("");
  }

  private static String longest(String beginning) {
    return beginning + "f".repeat(TextLimit.TRACE.characters() - beginning.length());
  }

  private static String catalogue() {
    try {
      return Files.readString(CATALOGUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the javadoc says of a topic's texts; empty where it says nothing. */
  private static String texts(Topic<?> topic) {
    return TOPIC
        .matcher(catalogue())
        .results()
        .filter(each -> name(each).equals(topic.name()))
        .map(each -> plain(each.group(1)))
        .filter(javadoc -> javadoc.contains("Texts: "))
        .map(javadoc -> javadoc.replaceFirst(".*Texts: ", "").replaceFirst("\\.( .*|$)", ""))
        .findFirst()
        .orElse("");
  }

  private static String name(MatchResult topic) {
    return topic.group(2);
  }

  private static String plain(String javadoc) {
    return javadoc.replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip();
  }

  /** Each named text with its length; with none where it is one of a few words. */
  private static Map<String, OptionalInt> stated(Topic<?> topic) {
    Map<String, OptionalInt> stated = new TreeMap<>();
    for (String part : texts(topic).split(";", -1)) {
      Matcher length = LENGTH.matcher(part);
      boolean given = length.find();
      String said = given ? part.substring(0, length.start()) : part;
      for (String word : WORD.matcher(said).results().map(MatchResult::group).toList()) {
        if (fields(topic).contains(word)) {
          stated.put(word, given ? OptionalInt.of(characters(length)) : OptionalInt.empty());
        }
      }
    }
    return stated;
  }

  private static int characters(Matcher length) {
    return Optional.ofNullable(length.group("limit"))
        .map(limit -> TextLimit.valueOf(limit).characters())
        .orElseGet(() -> Integer.valueOf(length.group("characters")));
  }

  /** The names of a topic's own texts, lists of texts and maps. */
  private static Set<String> fields(Topic<?> topic) {
    return schema(topic).getFields().stream()
        .filter(field -> !field.name().equals(EXTENSIONS) && isOfText(field.schema()))
        .map(Schema.Field::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Schema schema(Topic<?> topic) {
    return SpecificData.get().getSchema(topic.valueType());
  }

  private static boolean isOfText(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> true;
      case UNION -> schema.getTypes().stream().anyMatch(TopicTextsTest::isOfText);
      case ARRAY -> isOfText(schema.getElementType());
      case MAP -> isOfText(schema.getValueType());
      default -> false;
    };
  }

  /** Which rules a record breaks of which one text has so many characters. */
  private static List<String> problems(Topic<?> topic, String field, int characters) {
    if (topic.equals(Topics.DELETION_REQUESTS)) {
      DeletionRequest request =
          DeletionRequest.newBuilder()
              .setRequestId(ID)
              .setTenant("shop")
              .setSubjectId("person-1")
              .setRequestedAt(NOW)
              .build();
      put(request, field, characters);
      return RequestRules.broken(request, NOW);
    }
    if (topic.equals(Topics.DELETION_AMENDMENTS)) {
      DeletionAmendment amendment =
          DeletionAmendment.newBuilder()
              .setAmendmentId(ID)
              .setRequestId(ID)
              .setTenant("shop")
              .setKind(AmendmentKind.HOLD)
              .setReason("court")
              .setDecidedBy("dpo")
              .setDecidedAt(NOW)
              .build();
      put(amendment, field, characters);
      return AmendmentRules.broken(amendment, NOW);
    }
    Schema schema = schema(topic);
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    put(record, field, characters);
    return InputTexts.problems(record);
  }

  private static void put(SpecificRecord record, String field, int characters) {
    Schema.Field found = record.getSchema().getField(field);
    String text = text(field, characters);
    Object value =
        switch (found.schema().getType()) {
          case ARRAY -> List.of(text);
          case MAP -> Map.of("key", text);
          default -> text;
        };
    record.put(found.pos(), value);
  }

  /** A text that breaks no other rule of its field than that of its length. */
  private static String text(String field, int characters) {
    if (Set.of("requestId", "amendmentId").contains(field) && characters == ID.length()) {
      return ID;
    }
    String beginning = field.equals("callbacks") ? "https://controller.example/" : "";
    return beginning + "a".repeat(characters - beginning.length());
  }
}
