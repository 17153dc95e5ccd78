// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command in this process: exit code and what it printed. */
public record CommandRun(int exitCode, String out, String err) {
  public static CommandRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int exitCode = new Lethe(new PrintWriter(out, true), new PrintWriter(err, true)).run(texts);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
