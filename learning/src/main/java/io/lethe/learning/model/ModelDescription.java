// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.learning.dataset.ImageShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code assets.extra/variables.json} says: the order of the update mask, for people and for
 * other programs.
 *
 * @param architecture the builder's name
 * @param shape of one image
 * @param classNames in label order
 * @param variables in the order of the update mask
 * @param trainable for each variable, whether Adam moves it (else it is a moving statistic)
 */
public record ModelDescription(
    String architecture,
    ImageShape shape,
    List<String> classNames,
    List<ModelVariable> variables,
    List<Boolean> trainable) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public ModelDescription {
    classNames = List.copyOf(classNames);
    variables = List.copyOf(variables);
    trainable = List.copyOf(trainable);
  }

  public void write(Path modelDirectory) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("architecture", architecture);
    root.putArray("image_shape").add(shape.height()).add(shape.width()).add(shape.channels());
    root.put("classes", classNames.size());
    ArrayNode names = root.putArray("class_names");
    classNames.forEach(names::add);
    root.putObject("optimizer")
        .put("name", "adam")
        .put("beta_1", 0.9)
        .put("beta_2", 0.999)
        .put("epsilon", 1e-8);
    ArrayNode list = root.putArray("variables");
    for (int i = 0; i < variables.size(); i++) {
      ModelVariable variable = variables.get(i);
      ObjectNode node =
          list.addObject()
              .put("index", i)
              .put("layer", variable.layer())
              .put("path", variable.path());
      ArrayNode dimensions = node.putArray("shape");
      for (long dimension : variable.shape()) {
        dimensions.add(dimension);
      }
      node.put("trainable", trainable.get(i)).put("block", variable.block());
    }
    Path file = modelDirectory.resolve(ModelDirectory.DESCRIPTION);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n",
        StandardCharsets.UTF_8);
  }

  /**
   * Reads the variables. An imported model may lack {@code block}: then each layer is a block.
   *
   * @throws ModelException if the file is missing or has no such list
   */
  static List<ModelVariable> readVariables(Path modelDirectory) {
    JsonNode list = read(modelDirectory).path("variables");
    if (!list.isArray() || list.isEmpty()) {
      throw new ModelException(
          modelDirectory.resolve(ModelDirectory.DESCRIPTION)
              + " has no list 'variables'; export the model again with the exporter of this version");
    }
    Map<String, Integer> layers = new LinkedHashMap<>();
    List<ModelVariable> variables = new ArrayList<>();
    for (JsonNode node : list) {
      String layer = node.path("layer").asText();
      int ordinal = layers.computeIfAbsent(layer, unused -> layers.size());
      long[] shape = new long[node.path("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = node.path("shape").get(i).asLong();
      }
      variables.add(
          new ModelVariable(
              layer, node.path("path").asText(), shape, node.path("block").asInt(ordinal)));
    }
    return List.copyOf(variables);
  }

  /**
   * For each variable, whether the optimizer moves it. What an imported model does not say counts
   * as trainable.
   */
  static List<Boolean> readTrainable(Path modelDirectory) {
    List<Boolean> trainable = new ArrayList<>();
    for (JsonNode node : read(modelDirectory).path("variables")) {
      trainable.add(node.path("trainable").asBoolean(true));
    }
    return List.copyOf(trainable);
  }

  /** Class names, or none where an imported model does not say them. */
  static List<String> readClassNames(Path modelDirectory) {
    List<String> names = new ArrayList<>();
    read(modelDirectory).path("class_names").forEach(name -> names.add(name.asText()));
    return List.copyOf(names);
  }

  private static JsonNode read(Path modelDirectory) {
    Path file = modelDirectory.resolve(ModelDirectory.DESCRIPTION);
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new ModelException(
          file + " cannot be read; a trainable model needs it, export the model again", e);
    }
  }
}
