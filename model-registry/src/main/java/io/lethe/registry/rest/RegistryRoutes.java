// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.lethe.domain.json.MalformedJsonException;
import io.lethe.domain.json.StrictJson;
import io.lethe.kit.access.Role;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactStoreException;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.http.OpenApi;
import io.lethe.kit.http.Problems;
import io.lethe.kit.http.Reception;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.model.CommandId;
import io.lethe.registry.model.CommandRow;
import io.lethe.registry.model.Lifecycle;
import io.lethe.registry.model.VersionRow;
import io.lethe.registry.view.CommandOutcome;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.text.InputTexts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry over HTTP, under {@code /v1/models}; {@code GET /openapi.json} says it to programs.
 * Answers come from the read model; before it has caught up every answer is 503, for an old answer
 * would be a wrong one.
 */
public final class RegistryRoutes implements Consumer<JavalinConfig> {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegistryRoutes.class);
  private static final String MODELS = "/v1/models";
  private static final String MODEL = MODELS + "/{model}";
  private static final String JSON = "application/json";

  /** Whom the signed reports are for: they tell of sets and of how many people are in them. */
  private static final Role[] EVIDENCE = {Role.OPERATOR, Role.AUDITOR};

  /** Whom it is for what became of a registration and of commands. */
  private static final Role[] HISTORY = {Role.OPERATOR, Role.AUDITOR, Role.REGISTRAR};

  /** Whom it is for what is served. */
  private static final Role[] SERVED = {
    Role.OPERATOR, Role.AUDITOR, Role.REGISTRAR, Role.DEPLOYMENT
  };

  private final ReadModel readModel;
  private final CommandSender sender;
  private final BooleanSupplier caughtUp;
  private final Clock clock;
  private final ReportPages pages;
  private final SentCommands sent = new SentCommands();
  private final JsonMapper mapper = new JsonMapper();
  private final OpenApi openApi = OpenApi.beside(RegistryRoutes.class);

  /**
   * Prepares the routes.
   *
   * @param caughtUp whether the read model may be asked
   * @param store where the reports' pages lie
   */
  public RegistryRoutes(
      ReadModel readModel,
      CommandSender sender,
      BooleanSupplier caughtUp,
      Clock clock,
      ArtifactStore store) {
    this.readModel = readModel;
    this.sender = sender;
    this.caughtUp = caughtUp;
    this.clock = clock;
    this.pages = new ReportPages(readModel, store);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get(MODELS, ctx -> json(ctx, HttpStatus.OK, models()), SERVED);
    config.routes.get(MODEL, ctx -> json(ctx, HttpStatus.OK, model(ctx)), SERVED);
    config.routes.get(MODEL + "/versions", ctx -> json(ctx, HttpStatus.OK, versions(ctx)), SERVED);
    config.routes.get(
        MODEL + "/versions/{version}",
        ctx -> json(ctx, HttpStatus.OK, view(ctx, version(ctx))),
        SERVED);
    config.routes.get(MODEL + "/versions/{version}/report", this::report, EVIDENCE);
    config.routes.get(MODEL + "/reports", ctx -> json(ctx, HttpStatus.OK, reports(ctx)), EVIDENCE);
    config.routes.get(MODEL + "/reports/{jobId}/page", this::page, EVIDENCE);
    config.routes.get(MODEL + "/lineage", ctx -> json(ctx, HttpStatus.OK, lineage(ctx)), HISTORY);
    config.routes.get(MODEL + "/champion", ctx -> json(ctx, HttpStatus.OK, champion(ctx)), SERVED);
    config.routes.post(MODEL + "/commands", this::command, Role.OPERATOR);
    config.routes.get(
        MODEL + "/commands/{commandId}", ctx -> json(ctx, HttpStatus.OK, outcome(ctx)), HISTORY);
    openApi.addTo(config);
    refusals(config);
  }

  private void refusals(JavalinConfig config) {
    config.routes.exception(
        NotFoundException.class, (e, ctx) -> problem(ctx, HttpStatus.NOT_FOUND, e));
    config.routes.exception(
        InvalidCommandException.class, (e, ctx) -> problem(ctx, HttpStatus.BAD_REQUEST, e));
    config.routes.exception(
        CommandConflictException.class, (e, ctx) -> problem(ctx, HttpStatus.CONFLICT, e));
    config.routes.exception(
        NotReadyException.class, (e, ctx) -> problem(ctx, HttpStatus.SERVICE_UNAVAILABLE, e));
    config.routes.exception(ArtifactStoreException.class, (e, ctx) -> storeAway(ctx, e));
    config.routes.exception(
        CommandNotSentException.class, (e, ctx) -> problem(ctx, HttpStatus.SERVICE_UNAVAILABLE, e));
  }

  private Representations.Models models() {
    requireCaughtUp();
    List<Representations.Model> models = new ArrayList<>();
    for (String name : readModel.models()) {
      readModel.find(name).ifPresent(model -> models.add(Representations.Model.of(name, model)));
    }
    List<Representations.Registration> registrations = new ArrayList<>();
    readModel
        .registrations()
        .forEach(
            (name, awaited) -> registrations.add(Representations.Registration.of(name, awaited)));
    return new Representations.Models(models, registrations);
  }

  private Representations.Model model(Context ctx) {
    return Representations.Model.of(name(ctx), registered(ctx));
  }

  private Representations.Versions versions(Context ctx) {
    registered(ctx);
    String name = name(ctx);
    return new Representations.Versions(
        name, readModel.versions(name).stream().map(row -> view(ctx, row)).toList());
  }

  private Representations.Reports reports(Context ctx) {
    registered(ctx);
    String name = name(ctx);
    return new Representations.Reports(
        name,
        readModel.reports(name).stream()
            .map(report -> Representations.Report.of(name, report))
            .toList());
  }

  private void page(Context ctx) {
    registered(ctx);
    pages.answer(ctx, name(ctx), ctx.pathParam("jobId"));
  }

  private Representations.Version champion(Context ctx) {
    long champion = registered(ctx).champion().version();
    return view(ctx, readModel.version(name(ctx), champion).orElseThrow());
  }

  private Representations.Version view(Context ctx, VersionRow row) {
    return Representations.Version.of(
        name(ctx), row, registered(ctx).champion().version(), pages.reportBehind(name(ctx), row));
  }

  private void report(Context ctx) {
    ctx.contentType(JSON).result(version(ctx).report());
  }

  private Representations.Lineage lineage(Context ctx) {
    Lifecycle.Registered model = registered(ctx);
    List<Representations.Step> steps = new ArrayList<>();
    Optional<VersionRow> step = readModel.version(name(ctx), model.champion().version());
    while (step.isPresent()) {
      steps.add(Representations.Step.of(step.get()));
      step = readModel.version(name(ctx), step.get().parentVersion());
    }
    return new Representations.Lineage(name(ctx), model.rootDigest(), steps);
  }

  private CommandOutcome outcome(Context ctx) {
    requireCaughtUp();
    String given = ctx.pathParam("commandId");
    String commandId =
        CommandId.of(given)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "no command is called %s: an id is %s"
                            .formatted(InputTexts.quoted(given), CommandId.RULE)));
    return readModel
        .outcome(name(ctx), commandId)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "command %s of model %s is not decided yet, changed nothing, or is long past; ask again shortly"
                        .formatted(commandId, InputTexts.quoted(name(ctx)))));
  }

  private void command(Context ctx) {
    registered(ctx);
    ModelCommand command =
        CommandRequest.parse(name(ctx), body(ctx), clock.instant(), Reception.caller(ctx).name());
    Trace trace =
        Trace.of(ctx.header(Trace.TRACEPARENT), ctx.header(Trace.TRACESTATE))
            .orElseGet(() -> Trace.ofCommand(command.getModel(), command.getCommandId()));
    String digest = send(command, trace);
    json(
        ctx,
        HttpStatus.ACCEPTED,
        new Representations.Accepted(
            command.getCommandId(),
            command.getModel(),
            command.getType().name(),
            digest,
            "%s/%s/commands/%s".formatted(MODELS, command.getModel(), command.getCommandId())));
  }

  /** Sends a command whose id was not given with something else; the digest of what it asks for. */
  private String send(ModelCommand command, Trace trace) {
    String model = command.getModel();
    String id = command.getCommandId();
    String digest = CommandRow.digestOf(command);
    Optional<String> decided = readModel.commandDigest(model, id);
    if (decided.isPresent()) {
      requireSame(decided.get(), digest, command);
      sender.send(command, trace);
    } else {
      requireSame(sent.send(model, id, digest, () -> sender.send(command, trace)), digest, command);
    }
    return digest;
  }

  private static void requireSame(String first, String digest, ModelCommand command) {
    if (!first.equals(digest)) {
      String model = command.getModel();
      String id = command.getCommandId();
      throw new CommandConflictException(
          "command %s of model %s was given with other content; GET %s/%s/commands/%s tells what became of that, give this one a new UUID"
              .formatted(id, model, MODELS, model, id));
    }
  }

  private static ObjectNode body(Context ctx) {
    try {
      return StrictJson.object(ctx.bodyAsBytes(), HttpBounds.DEFAULT.bodyBytes());
    } catch (MalformedJsonException e) {
      throw new InvalidCommandException(
          "the body is not one JSON object such as {\"type\": \"ROLLBACK\", \"targetVersion\": 1}: "
              + InputTexts.quoted(e.getMessage()));
    }
  }

  private VersionRow version(Context ctx) {
    long last = registered(ctx).champion().version();
    String text = ctx.pathParam("version");
    try {
      Optional<VersionRow> found = readModel.version(name(ctx), Long.parseLong(text));
      return found.orElseThrow(() -> noVersion(ctx, text, last));
    } catch (NumberFormatException e) {
      throw noVersion(ctx, text, last);
    }
  }

  private static NotFoundException noVersion(Context ctx, String text, long last) {
    return new NotFoundException(
        "model %s has no version %s; it has versions 1 to %d"
            .formatted(name(ctx), InputTexts.quoted(text), last));
  }

  private Lifecycle.Registered registered(Context ctx) {
    requireCaughtUp();
    return readModel
        .find(name(ctx))
        .orElseThrow(
            () ->
                new NotFoundException(
                    readModel.registrations().containsKey(name(ctx))
                        ? "model %s is not registered yet: the verifier has still to measure it"
                            .formatted(name(ctx))
                        : "model %s is not registered; GET %s lists all, `lethe model register` adds one"
                            .formatted(InputTexts.quoted(name(ctx)), MODELS)));
  }

  private void requireCaughtUp() {
    if (!caughtUp.getAsBoolean()) {
      throw new NotReadyException(
          "the registry is still reading its events; ask again when /health/ready says so");
    }
  }

  private static String name(Context ctx) {
    return ctx.pathParam("model");
  }

  /** Its message names places inside, which are the log's. */
  private void storeAway(Context ctx, ArtifactStoreException cause) {
    LOGGER.atError().setMessage("The artifact store does not answer").setCause(cause).log();
    Problems.answer(
        ctx,
        HttpStatus.SERVICE_UNAVAILABLE.getCode(),
        List.of("the artifact store does not answer; the log says why, ask again"));
  }

  private void problem(Context ctx, HttpStatus status, Exception cause) {
    Problems.answer(ctx, status.getCode(), List.of(String.valueOf(cause.getMessage())));
  }

  private void json(Context ctx, HttpStatus status, Object body) {
    try {
      ctx.status(status).contentType(JSON).result(mapper.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
