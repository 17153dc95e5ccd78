// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a note of begun work says, as a few lines of text. The place comes last and is always as
 * long, so that it can be written over while the work goes on.
 *
 * @param deaths how often the process ended while the work was at it
 * @param there how many of the last of these were at one place
 * @param last where that was; blank before the first
 * @param givenUp why it is not begun again; blank where it may be
 * @param place where the work is now, or was when the process ended
 */
record BegunNote(int deaths, int there, String last, String givenUp, String place) {
  /** Of work that has no note. */
  static final BegunNote NONE = new BegunNote(0, 0, "", "", "");

  private static final int PLACE_CHARACTERS = 60;
  private static final Pattern FORM =
      Pattern.compile(
          "deaths=([0-9]{1,4})\nthere=([0-9]{1,4})\nlast=(.*)\ngivenUp=(.*)\nplace=(.*)\n?");

  /** A place as it is written: of few characters, all of them plain. */
  static String place(String phase, long part, long parts) {
    String text = parts == 0 ? phase : String.format(Locale.ROOT, "%s %d/%d", phase, part, parts);
    String plain = text.replaceAll("[^A-Za-z0-9/ -]", "?");
    return plain.length() <= PLACE_CHARACTERS ? plain : plain.substring(0, PLACE_CHARACTERS);
  }

  /** What bytes say; empty where they are no note. */
  static Optional<BegunNote> parse(byte[] bytes) {
    Matcher found = FORM.matcher(new String(bytes, UTF_8));
    return found.matches()
        ? Optional.of(
            new BegunNote(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                found.group(3),
                found.group(4),
                found.group(5).strip()))
        : Optional.empty();
  }

  /** The process has ended at the place that the note names. */
  BegunNote afterDeath() {
    return new BegunNote(
        deaths + 1, deaths > 0 && place.equals(last) ? there + 1 : 1, place, "", "");
  }

  BegunNote at(String where) {
    return new BegunNote(deaths, there, last, givenUp, where);
  }

  BegunNote givenUp(String why) {
    return new BegunNote(deaths, there, last, why.replaceAll("\\s+", " "), place);
  }

  boolean isGivenUp() {
    return !givenUp.isBlank();
  }

  /** All before the place. */
  byte[] head() {
    return "deaths=%d\nthere=%d\nlast=%s\ngivenUp=%s\nplace="
        .formatted(deaths, there, last, givenUp)
        .getBytes(UTF_8);
  }

  /** The place, and blanks behind it. */
  byte[] tail() {
    return String.format(Locale.ROOT, "%-" + PLACE_CHARACTERS + "s\n", place).getBytes(UTF_8);
  }
}
