/** Files and folders that commands read and write. */
package io.lethe.cli.files;
