// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Runs one signature; every input's name, type and shape is checked before the native call. */
public final class SignatureRunner {
  private static final Map<org.tensorflow.proto.DataType, DataType> TYPES =
      Map.of(
          org.tensorflow.proto.DataType.DT_UINT8, DataType.UINT8,
          org.tensorflow.proto.DataType.DT_INT32, DataType.INT32,
          org.tensorflow.proto.DataType.DT_INT64, DataType.INT64,
          org.tensorflow.proto.DataType.DT_FLOAT, DataType.FLOAT32,
          org.tensorflow.proto.DataType.DT_STRING, DataType.STRING);

  private final String name;
  private final SignatureDef signature;
  private final TfSymbolBlock block;

  public SignatureRunner(SavedModelBundle bundle, String name, SignatureDef signature) {
    this.name = name;
    this.signature = signature;
    this.block = new TfSymbolBlock(bundle, name);
  }

  /**
   * Runs the signature. The outputs belong to the manager.
   *
   * @throws ModelException if an input does not fit the signature, or the native call fails
   */
  public NDList run(NDManager manager, NDList inputs) {
    check(inputs);
    try {
      return block.forward(new ParameterStore(manager, false), inputs, false);
    } catch (EngineException | IllegalStateException | IllegalArgumentException e) {
      throw new ModelException("the signature " + name + " failed: " + e.getMessage(), e);
    }
  }

  /**
   * Checks names, types and shapes.
   *
   * @throws ModelException if an input does not fit the signature
   */
  void check(NDList inputs) {
    Map<String, NDArray> named =
        inputs.stream().collect(Collectors.toMap(NDArray::getName, array -> array));
    if (!named.keySet().equals(signature.getInputsMap().keySet())) {
      throw new ModelException(
          "signature "
              + name
              + " takes "
              + signature.getInputsMap().keySet()
              + " and was given "
              + named.keySet());
    }
    named.forEach((input, array) -> check(input, signature.getInputsOrThrow(input), array));
  }

  private void check(String input, TensorInfo info, NDArray array) {
    long[] expected =
        info.getTensorShape().getDimList().stream().mapToLong(d -> d.getSize()).toArray();
    long[] found = array.getShape().getShape();
    boolean fits = expected.length == found.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = expected[i] < 0 || expected[i] == found[i];
    }
    if (!fits || array.getDataType() != TYPES.get(info.getDtype())) {
      throw new ModelException(
          "input "
              + input
              + " of signature "
              + name
              + " must be "
              + TYPES.get(info.getDtype())
              + Arrays.toString(expected)
              + " and was "
              + array.getDataType()
              + Arrays.toString(found));
    }
  }
}
