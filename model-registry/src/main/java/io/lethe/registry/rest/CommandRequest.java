// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static io.lethe.schemas.text.InputTexts.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.TextLimit;
import io.lethe.registry.model.AliasName;
import io.lethe.registry.model.CommandId;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.text.InputTexts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A command as JSON: {@code type}, the fields of its type, and optionally {@code commandId} (a
 * UUID) and {@code reason}. All problems are told at once, and no value at more than its beginning.
 * Who gives it is no field: it is not the sender who says that.
 */
final class CommandRequest {
  /**
   * What may be asked for over HTTP. Registration comes with files: use the CLI. Policies are set
   * on the topic alone.
   */
  static final Set<CommandType> OFFERED =
      Set.of(
          CommandType.ROLLBACK,
          CommandType.SET_ALIAS,
          CommandType.REMOVE_ALIAS,
          CommandType.RETRY_PARKED,
          CommandType.REFUSE_PARKED);

  private static final Set<String> FIELDS =
      Set.of("commandId", "type", "targetVersion", "alias", "forgetSetDigest", "reason");

  private final List<String> problems = new ArrayList<>();
  private final ObjectNode body;
  private final String issuer;

  private CommandRequest(ObjectNode body, String issuer) {
    this.body = body;
    this.issuer = issuer;
  }

  /**
   * Reads a command.
   *
   * @param issuer who signed in; no field of the body says that
   * @throws InvalidCommandException naming every problem
   */
  static ModelCommand parse(String model, ObjectNode body, Instant now, String issuer) {
    return new CommandRequest(body, issuer).command(model, now);
  }

  private ModelCommand command(String model, Instant now) {
    refuseUnknownFields();
    CommandType type = type();
    String commandId = commandId();
    Long targetVersion = targetVersion(type);
    String alias = alias(type);
    String forgetSetDigest = forgetSetDigest(type);
    String reason = text("reason", type == CommandType.REFUSE_PARKED);
    ModelCommand command =
        ModelCommand.newBuilder()
            .setCommandId(commandId)
            .setModel(model)
            .setType(type)
            .setIssuedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .setIssuer(issuer)
            .setTargetVersion(targetVersion)
            .setAlias(alias)
            .setForgetSetDigest(forgetSetDigest)
            .setReason(reason)
            .build();
    problems.addAll(InputTexts.problems(command));
    if (!problems.isEmpty()) {
      throw new InvalidCommandException(TextLimit.MESSAGE.cut(String.join("; ", problems)));
    }
    return command;
  }

  private @Nullable String alias(CommandType type) {
    String alias = text("alias", type == CommandType.SET_ALIAS || type == CommandType.REMOVE_ALIAS);
    if (alias == null || AliasName.isValid(alias)) {
      return alias;
    }
    problems.add("alias is %s; it must be %s".formatted(quoted(alias), AliasName.RULE));
    return null;
  }

  private @Nullable String forgetSetDigest(CommandType type) {
    String digest =
        text(
            "forgetSetDigest",
            type == CommandType.RETRY_PARKED || type == CommandType.REFUSE_PARKED);
    if (digest == null || Digests.isSha256Hex(digest)) {
      return digest;
    }
    problems.add(
        "forgetSetDigest is %s; it must be 64 lower-case hexadecimal digits"
            .formatted(quoted(digest)));
    return null;
  }

  private void refuseUnknownFields() {
    Iterator<Map.Entry<String, JsonNode>> fields = body.properties().iterator();
    while (fields.hasNext()) {
      String name = fields.next().getKey();
      if (name.equals("issuer")) {
        problems.add("issuer is no field: the command's issuer is who signed in; leave it out");
      } else if (!FIELDS.contains(name)) {
        problems.add(
            "field %s is unknown; known are %s"
                .formatted(quoted(name), FIELDS.stream().sorted().toList()));
      }
    }
  }

  private CommandType type() {
    String name = text("type", true);
    for (CommandType offered : OFFERED) {
      if (offered.name().equals(name)) {
        return offered;
      }
    }
    problems.add(
        "type is %s; offered here are %s"
            .formatted(quoted(name), OFFERED.stream().sorted().toList()));
    return CommandType.UNKNOWN;
  }

  private String commandId() {
    String given = text("commandId", false);
    if (given == null) {
      return UUID.randomUUID().toString();
    }
    Optional<String> id = CommandId.of(given);
    if (id.isEmpty()) {
      problems.add(
          "commandId is %s; it must be %s, or left out".formatted(quoted(given), CommandId.RULE));
    }
    return id.orElse("");
  }

  private @Nullable Long targetVersion(CommandType type) {
    JsonNode value = body.path("targetVersion");
    boolean needed = type == CommandType.ROLLBACK || type == CommandType.SET_ALIAS;
    if (value.isMissingNode() || value.isNull()) {
      if (needed) {
        problems.add("targetVersion is missing; " + type + " needs a version number");
      }
      return null;
    }
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 1) {
      problems.add("targetVersion is %s; it must be a whole number >= 1".formatted(quoted(value)));
      return null;
    }
    return value.longValue();
  }

  private @Nullable String text(String name, boolean needed) {
    JsonNode value = body.path(name);
    if (value.getNodeType() == JsonNodeType.STRING && !value.textValue().isBlank()) {
      return value.textValue();
    }
    if (value.isMissingNode() || value.isNull()) {
      if (needed) {
        problems.add(name + " is missing");
      }
    } else {
      problems.add("%s is %s; it must be text".formatted(name, quoted(value)));
    }
    return null;
  }
}
